#!/usr/bin/env python3
"""bounded.py OUT COMMAND…: what a command and all its children took together.

Writes the largest sum of their resident memory in MB to OUT; ends as it does.
"""
import os, subprocess, sys, time


def resident(root):
    """KB of root and of everything that it started."""
    parents, sizes = {}, {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid, encoding="latin-1") as f:
                fields = f.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(pid)], sizes[int(pid)] = int(fields[1]), int(fields[21]) * 4
    total, todo = 0, [root]
    while todo:
        at = todo.pop()
        total += sizes.get(at, 0)
        todo += [p for p, parent in parents.items() if parent == at]
    return total


child, peak = subprocess.Popen(sys.argv[2:]), 0
while child.poll() is None:
    peak = max(peak, resident(child.pid))
    time.sleep(0.05)
with open(sys.argv[1], "w", encoding="ascii") as out:
    out.write("%d\n" % (peak >> 10))
sys.exit(child.returncode if child.returncode >= 0 else 128 - child.returncode)
