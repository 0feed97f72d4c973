// For tests: a real HTTPS server (Python's, with OpenSSL) with a certificate of its own for
// "localhost", which is its own authority. It answers each request with what it was asked, as JSON.
#pragma once

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"

namespace backstamp::http {

inline constexpr const char* tls_server_script = R"python(
import http.server, json, ssl, subprocess, sys
folder = sys.argv[1]
key, cert = folder + "/key.pem", folder + "/cert.pem"
subprocess.run(["openssl", "req", "-x509", "-newkey", "ec",
                "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
                "-out", cert, "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost"], check=True, capture_output=True)

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        asked = json.dumps({"method": self.command, "path": self.path, "body": body,
                            "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(asked)))
        self.end_headers()
        self.wfile.write(asked)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
)python";

class TlsServerProcess {
 public:
  TlsServerProcess() {
    std::string name = "/tmp/bs-tls-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return;
    folder_ = name;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    child_ = ::fork();
    if (child_ == 0) become(ends[1]);
    ::close(ends[1]);
    std::string line;
    for (char c; ::read(ends[0], &c, 1) == 1 && c != '\n';) line += c;
    ::close(ends[0]);
    port_ = std::atoi(line.c_str());
  }
  ~TlsServerProcess() {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TlsServerProcess(const TlsServerProcess&) = delete;
  TlsServerProcess& operator=(const TlsServerProcess&) = delete;

  int port() const { return port_; }  // 0: it did not start
  std::string ca_file() const { return (folder_ / "cert.pem").string(); }
  std::string host() const { return "localhost:" + std::to_string(port_); }

 private:
  [[noreturn]] void become(int output) const {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(output, 1);
    const std::string folder = folder_.string();
    ::execl("/usr/bin/python3", "python3", "-c", tls_server_script, folder.c_str(), nullptr);
    ::_exit(127);
  }

  std::filesystem::path folder_;
  pid_t child_ = 0;
  int port_ = 0;
};

}  // namespace backstamp::http
