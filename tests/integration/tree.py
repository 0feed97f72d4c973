"""What a folder tree is, to the byte: for proving that an action changed this and nothing else."""
import hashlib
import os
import stat


def tree_entries(folder, times=True):
    """{path below folder: (kind, mode, mtime ns of files, SHA-256 or link target)}.

    Times of folders are left out: a file that was removed and put back changes them rightly.
    """
    entries = {}
    for path, folders, names in os.walk(folder):
        for name in folders + names:
            full = os.path.join(path, name)
            about = os.lstat(full)
            if stat.S_ISLNK(about.st_mode):
                kind, content = "link", os.readlink(full)
            elif stat.S_ISDIR(about.st_mode):
                kind, content = "folder", ""
            elif stat.S_ISREG(about.st_mode):
                kind = "file"
                with open(full, "rb") as file:
                    content = hashlib.file_digest(file, "sha256").hexdigest()
            else:
                kind, content = "other", ""
            modified = about.st_mtime_ns if times and kind == "file" else 0
            place = os.path.relpath(full, folder)
            entries[place] = (kind, stat.S_IMODE(about.st_mode), modified, content)
    return entries


def tree_hash(folder, times=True):
    """One digest of tree_entries()."""
    lines = (repr(item) for item in sorted(tree_entries(folder, times).items()))
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def tree_difference(before, after):
    """(gone, come, changed): sorted paths, of two tree_entries()."""
    return (sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys()),
            sorted(path for path in before.keys() & after.keys() if before[path] != after[path]))
