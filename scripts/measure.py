"""What the measuring programs share: a server with plenty of pages, notes that cite them, and a run of kbmirror that is watched."""
import json
import os
import signal
import subprocess
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PLENTY = os.path.join(HERE, "../tests/server/plenty.py")
# Everything that waits on purpose is switched off.
FETCH = ["fetch", "-q", "--impolite", "--delay", "0", "--image-delay", "0", "--allow-net", "127.0.0.0/8"]
NOTE = 100  # references in a note


class Plenty:
    """The server; its pages may lie on any host."""

    def __init__(self, pictures=False):
        self.process = subprocess.Popen(["python3", PLENTY] + (["--pictures"] if pictures else []),
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def count(self):
        """Requests since the last call."""
        self.process.send_signal(signal.SIGUSR1)
        return json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def write_notes(folder, references, hosts):
    """Each reference another page, the hosts in turn."""
    os.makedirs(folder)
    for first in range(0, references, NOTE):
        with open("%s/note-%05d.md" % (folder, first // NOTE), "w") as f:
            f.write("# Note %d\n\n" % (first // NOTE))
            for n in range(first, min(first + NOTE, references)):
                f.write("- [Report %d](http://host-%d.example/p/%d)\n" % (n, n % hosts, n))


def high_water(pid):
    """Peak resident memory in KB, 0 when the process is gone."""
    try:
        for line in open("/proc/%d/status" % pid):
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def children(pid):
    try:
        return [int(p) for p in open("/proc/%d/task/%d/children" % (pid, pid)).read().split()]
    except OSError:
        return []


class Run:
    """wall and cpu in seconds (cpu: of all processes, main_cpu: of the first one), main and worker in KB."""

    def __init__(self, program, server, folder, *arguments):
        command = [program, *FETCH, "--archive", folder + "/archive", "--connect-to", "::127.0.0.1:%d" % server.port,
                   *arguments]
        self.main = self.worker = self.main_cpu = 0
        start = time.monotonic()
        p = subprocess.Popen(command)
        watcher = threading.Thread(target=self.watch, args=(p.pid,))
        self.stop = threading.Event()
        watcher.start()
        # The status stays readable until the process is waited for.
        os.waitid(os.P_PID, p.pid, os.WEXITED | os.WNOWAIT)
        self.wall = time.monotonic() - start
        self.stop.set()
        watcher.join()
        _, status, usage = os.wait4(p.pid, 0)
        p.returncode = self.code = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        if self.code != 0:
            raise SystemExit("%s ended with %d" % (" ".join(command), self.code))

    def watch(self, pid):
        while not self.stop.wait(0.01):
            self.main = max(self.main, high_water(pid))
            for c in children(pid):
                self.worker = max(self.worker, high_water(c))
            try:
                f = open("/proc/%d/stat" % pid).read().rsplit(")", 1)[1].split()
                self.main_cpu = (int(f[11]) + int(f[12])) / os.sysconf("SC_CLK_TCK")
            except OSError:
                pass
