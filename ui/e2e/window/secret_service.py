"""A keychain that keeps nothing: the Secret Service of the journeys, in a state that a real one cannot be put into.

not-set-up: there is no default collection.
locked: there is one, locked, and its user dismisses the prompt.
silent: as before, and nobody answers the prompt.
"""

import sys

from gi.repository import Gio, GLib

STATE = sys.argv[1]
BASE = "/org/freedesktop/secrets"
COLLECTION = f"{BASE}/collection/login"
PROMPT = f"{BASE}/prompt/p1"

INTERFACES = """
<node>
  <interface name="org.freedesktop.Secret.Service">
    <method name="OpenSession">
      <arg name="algorithm" type="s" direction="in"/><arg name="input" type="v" direction="in"/>
      <arg name="output" type="v" direction="out"/><arg name="result" type="o" direction="out"/>
    </method>
    <method name="ReadAlias">
      <arg name="name" type="s" direction="in"/><arg name="collection" type="o" direction="out"/>
    </method>
    <method name="SearchItems">
      <arg name="attributes" type="a{ss}" direction="in"/>
      <arg name="unlocked" type="ao" direction="out"/><arg name="locked" type="ao" direction="out"/>
    </method>
    <method name="Unlock">
      <arg name="objects" type="ao" direction="in"/>
      <arg name="unlocked" type="ao" direction="out"/><arg name="prompt" type="o" direction="out"/>
    </method>
    <property name="Collections" type="ao" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Collection">
    <method name="SearchItems">
      <arg name="attributes" type="a{ss}" direction="in"/><arg name="results" type="ao" direction="out"/>
    </method>
    <property name="Items" type="ao" access="read"/>
    <property name="Label" type="s" access="read"/>
    <property name="Locked" type="b" access="read"/>
    <property name="Created" type="t" access="read"/>
    <property name="Modified" type="t" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Prompt">
    <method name="Prompt"><arg name="window-id" type="s" direction="in"/></method>
    <method name="Dismiss"/>
    <signal name="Completed"><arg name="dismissed" type="b"/><arg name="result" type="v"/></signal>
  </interface>
</node>
"""

PROPERTIES = {
    "Collections": GLib.Variant("ao", [] if STATE == "not-set-up" else [COLLECTION]),
    "Items": GLib.Variant("ao", []),
    "Label": GLib.Variant("s", "Login"),
    "Locked": GLib.Variant("b", True),
    "Created": GLib.Variant("t", 0),
    "Modified": GLib.Variant("t", 0),
}


def called(bus, _sender, _path, _interface, method, given, call):
    if method == "OpenSession":
        # The public key of a key exchange: the group's generator to the power of one.
        key = GLib.Variant("v", GLib.Variant("ay", bytes(127) + b"\x02"))
        call.return_value(GLib.Variant.new_tuple(key, GLib.Variant("o", f"{BASE}/session/s1")))
    elif method == "ReadAlias":
        call.return_value(GLib.Variant("(o)", ["/" if STATE == "not-set-up" else COLLECTION]))
    elif method == "SearchItems":
        found = ([], []) if call.get_interface_name().endswith("Service") else ([],)
        call.return_value(GLib.Variant("(aoao)" if len(found) == 2 else "(ao)", found))
    elif method == "Unlock":
        call.return_value(GLib.Variant("(aoo)", [[], PROMPT]))
    else:
        call.return_value(None)
        if method == "Dismiss" or STATE == "locked":
            result = GLib.Variant("(bv)", [True, GLib.Variant("ao", [])])
            bus.emit_signal(None, PROMPT, "org.freedesktop.Secret.Prompt", "Completed", result)


def read(_bus, _sender, _path, _interface, name):
    return PROPERTIES[name]


def connected(bus, _name):
    interfaces = Gio.DBusNodeInfo.new_for_xml(INTERFACES).interfaces
    for path, interface in zip((BASE, COLLECTION, PROMPT), interfaces):
        bus.register_object(path, interface, called, read, None)


Gio.bus_own_name(Gio.BusType.SESSION, "org.freedesktop.secrets", Gio.BusNameOwnerFlags.NONE, connected, None, None)
GLib.MainLoop().run()
