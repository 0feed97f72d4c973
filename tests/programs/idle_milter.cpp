// A milter that does nothing, to compare with: idle_milter unix:/PATH
#include <libmilter/mfapi.h>
#include <sys/stat.h>

#include <cstddef>

namespace {

// As silent as ours over a Unix socket: only the end of a message is answered.
sfsistat negotiate(SMFICTX*, unsigned long, unsigned long offered, unsigned long, unsigned long,
                   unsigned long* actions, unsigned long* steps, unsigned long* more1,
                   unsigned long* more2) {
  *actions = 0;
  *steps = (SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_DATA |
            SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY | SMFIP_NOUNKNOWN | SMFIP_HDR_LEADSPC) &
           offered;
  *more1 = *more2 = 0;
  return SMFIS_CONTINUE;
}

sfsistat connect(SMFICTX*, char*, _SOCK_ADDR*) { return SMFIS_NOREPLY; }
sfsistat helo(SMFICTX*, char*) { return SMFIS_NOREPLY; }
sfsistat envelope(SMFICTX*, char**) { return SMFIS_NOREPLY; }
sfsistat header(SMFICTX*, char*, char*) { return SMFIS_NOREPLY; }
sfsistat end_of_header(SMFICTX*) { return SMFIS_NOREPLY; }
sfsistat body(SMFICTX*, unsigned char*, std::size_t) { return SMFIS_NOREPLY; }
sfsistat end_of_message(SMFICTX*) { return SMFIS_CONTINUE; }

}  // namespace

int main(int count, char** arguments) {
  static char name[] = "idle";
  smfiDesc all{};
  all.xxfi_name = name;
  all.xxfi_version = SMFI_VERSION;
  all.xxfi_negotiate = negotiate;
  all.xxfi_connect = connect;
  all.xxfi_helo = helo;
  all.xxfi_envfrom = envelope;
  all.xxfi_envrcpt = envelope;
  all.xxfi_header = header;
  all.xxfi_eoh = end_of_header;
  all.xxfi_body = body;
  all.xxfi_eom = end_of_message;
  ::umask(0);
  if (count != 2 || smfi_setconn(arguments[1]) != MI_SUCCESS) return 2;
  return smfi_register(all) == MI_SUCCESS && smfi_main() == MI_SUCCESS ? 0 : 2;
}
