"""A small window whose content can be dragged: the file manager of the journeys.

Prints "ready" when it can be picked up, "dropped" when somebody took the files.
"""

import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

left, top, *files = sys.argv[1:]

window = Gtk.Window(title="Files", decorated=False, default_width=80, default_height=60)
window.move(int(left), int(top))
window.set_keep_above(True)
label = Gtk.Label(label="Files")
box = Gtk.EventBox()
box.add(label)
window.add(box)

box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
box.drag_source_add_uri_targets()


def give(_widget, _context, data, _info, _time):
    data.set_uris([GLib.filename_to_uri(file, None) for file in files])


def ended(_widget, _context):
    print("dropped", flush=True)
    Gtk.main_quit()


box.connect("drag-data-get", give)
box.connect("drag-end", ended)
window.connect("map-event", lambda *_: print("ready", flush=True))
window.show_all()
Gtk.main()
