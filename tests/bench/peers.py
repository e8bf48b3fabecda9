"""The programs we measure ourselves against: the same number of resources, one small file each."""

import os
import shutil
import time

import roster

MASK = 2**64 - 1


def body(index, edited):
    return " ".join(f"{name}={value}" for name, value in roster.fields(index, edited)).replace('"', "") + "\n"


def command_hash(command):
    """MurmurHash64A, with which ninja remembers the command that made a file."""
    prime, seed = 0xC6A4A7935BD1E995, 0xDECAFBADDECAFBAD
    text = command.encode()
    value = seed ^ (len(text) * prime & MASK)
    whole = len(text) // 8 * 8
    for at in range(0, whole, 8):
        word = int.from_bytes(text[at : at + 8], "little") * prime & MASK
        word = (word ^ word >> 47) * prime & MASK
        value = (value ^ word) * prime & MASK
    if whole < len(text):
        value = (value ^ int.from_bytes(text[whole:], "little")) * prime & MASK
    value = (value ^ value >> 47) * prime & MASK
    return value ^ value >> 47


class Files:
    """N files in a folder `made`."""

    def __init__(self, folder, count):
        self.folder, self.count = folder, count
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(f"{folder}/made")

    def keys(self, every=1):
        return [roster.KEY % i for i in range(0, self.count, every)]

    def write(self, folder):
        for i, key in enumerate(self.keys()):
            with open(f"{self.folder}/{folder}/{key}", "w") as file:
                file.write(body(i, False))

    def clear(self):
        shutil.rmtree(f"{self.folder}/made")
        os.makedirs(f"{self.folder}/made")


class Ninja(Files):
    """One edge per resource: made/KEY is a copy of from/KEY."""

    plan, apply = ["ninja", "-n"], ["ninja"]

    def __init__(self, folder, count):
        super().__init__(folder, count)
        os.makedirs(f"{folder}/from")
        self.write("from")
        with open(f"{folder}/build.ninja", "w") as file:
            file.write("rule copy\n  command = cp $in $out\n")
            file.writelines(f"build made/{key}: copy from/{key}\n" for key in self.keys())

    def build(self):
        """What a first run leaves behind, without its minutes."""
        self.write("made")
        with open(f"{self.folder}/.ninja_log", "w") as log:
            log.write("# ninja log v5\n")
            for key in self.keys():
                made = os.stat(f"{self.folder}/made/{key}").st_mtime_ns
                log.write(f"0\t1\t{made}\tmade/{key}\t{command_hash(f'cp from/{key} made/{key}'):x}\n")

    def clear(self):
        super().clear()
        if os.path.exists(f"{self.folder}/.ninja_log"):
            os.remove(f"{self.folder}/.ninja_log")

    def edit(self):
        time.sleep(0.02)  # two writes within one tick of the file system's clock look alike to ninja
        for key in self.keys(100):
            os.utime(f"{self.folder}/from/{key}")


class Cfengine(Files):
    """One `files` promise with its content per resource."""

    plan = ["cf-agent", "-K", "-n", "-f", "./policy.cf"]
    apply = ["cf-agent", "-K", "-f", "./policy.cf"]

    def __init__(self, folder, count):
        super().__init__(folder, count)
        self.edited = False
        for edited in (False, True):
            with open(f"{folder}/{self.policy(edited)}", "w") as file:
                file.write('body common control { bundlesequence => { "main" }; }\nbundle agent main\n{\nfiles:\n')
                for i, key in enumerate(self.keys()):
                    text = body(i, edited and i % 100 == 0)
                    file.write(f"""  "{folder}/made/{key}" create => "true", content => '{text}';\n""")
                file.write("}\n")
            os.chmod(f"{folder}/{self.policy(edited)}", 0o600)
        shutil.copy(f"{folder}/{self.policy(False)}", f"{folder}/policy.cf")

    @staticmethod
    def policy(edited):
        return "edited.cf" if edited else "plain.cf"

    def build(self):
        self.write("made")

    def edit(self):
        """Every hundredth file is to be another one than before."""
        self.edited = not self.edited
        shutil.copy(f"{self.folder}/{self.policy(self.edited)}", f"{self.folder}/policy.cf")
