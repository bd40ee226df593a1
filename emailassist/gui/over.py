"""Dialogs over a window.

Owns: showing one and what happens to the window when it goes. Must not: know any dialog.
"""

from PySide6.QtWidgets import QDialog, QWidget


def open_over(parent: QWidget, dialog: QDialog) -> None:
    """Show a dialog without stopping the program; the keyboard then returns to the window.

    Without a window manager nobody else gives it back, and shortcuts work only in the active
    window.
    """
    dialog.finished.connect(parent.window().activateWindow)
    dialog.open()
