"""From the start of a process to the first paint, beside a bare QtWidgets window.

python benchmarks/window_start.py [--runs 5]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
"""

OURS = """
import sys
from pathlib import Path
from emailassist import app, paths
from emailassist.engine.thread import EngineThread
app._load_window()
from PySide6.QtWidgets import QApplication
from emailassist.gui.bridge import Bridge
from emailassist.gui.window import MainWindow
application = QApplication([])
home = Path(sys.argv[1])
thread = EngineThread()
engine = app.open_engine(home)
thread.submit(engine.start()).result()
window = MainWindow(
    Bridge(thread, engine), engine, paths.shipped("resources"), paths.Paths(home).window_state
)
"""

MEASURE = """
import json, os, resource, time
from PySide6.QtCore import QEvent, QObject, QTimer

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.report)
        return False

    def report(self):
        started = float(os.environ["BENCHMARK_STARTED"])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": time.time() - started, "megabytes": peak}), flush=True)
        os._exit(0)

watch = FirstPaint()
(window.centralWidget() or window).installEventFilter(watch)
window.installEventFilter(watch)
window.show()
application.exec()
"""


def measure(program: str) -> dict[str, float]:
    """One start in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        code = f"import os, time\nos.environ['BENCHMARK_STARTED'] = str(time.time())\n{program}"
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", code + MEASURE, str(Path(home) / "home")],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    """Alternate both programs and print medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    bare, ours = [], []
    for _ in range(runs):
        bare.append(measure(BARE))
        ours.append(measure(OURS))
    for name in ("seconds", "megabytes"):
        a = statistics.median(run[name] for run in bare)
        b = statistics.median(run[name] for run in ours)
        sys.stdout.write(f"{name:10} bare {a:8.2f}   emailassist {b:8.2f}   ratio {b / a:.1f}\n")


if __name__ == "__main__":
    main()
