"""`c`: the object that a configuration file sets its traits on, as traitlets' Config behaves, with the line of each."""

import sys


class Places:
    """File and line at which each trait was set last, in the site's own files."""

    def __init__(self, files):
        self.files = files
        self.of = {}

    def note(self, section, trait):
        """What a library sets on `c` counts for the line that called the library."""
        frame = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename not in self.files:
            frame = frame.f_back
        if frame is not None:
            self.of["%s.%s" % (section, trait)] = [frame.f_code.co_filename, frame.f_lineno]


class Lazy:
    """What `c.Section.trait` is before it is set: keeps changes to the default for the hub, which knows that default."""

    def __init__(self, changed=lambda: None):
        self._changed = changed
        self._extend = []
        self._prepend = []
        self._inserts = []
        self._update = None

    def append(self, item):
        self._changed()
        self._extend.append(item)

    def extend(self, items):
        self._changed()
        self._extend.extend(items)

    def prepend(self, items):
        self._changed()
        self._prepend[:0] = items

    def insert(self, index, item):
        if not isinstance(index, int):
            raise TypeError("An integer is required")
        self._changed()
        self._inserts.append((index, item))

    def update(self, other):
        self._changed()
        if self._update is None:
            self._update = {} if isinstance(other, dict) else set()
        self._update.update(other)

    def add(self, item):
        self.update({item})

    def over(self, earlier):
        """These changes, made later, on top of `earlier`: another Lazy or a container."""
        if isinstance(earlier, Lazy):
            merged = Lazy()
            merged._extend = earlier._extend + self._extend
            merged._prepend = self._prepend + earlier._prepend
            merged._inserts = earlier._inserts + self._inserts
            merged._update = earlier._update
            if self._update:
                merged._update = type(self._update)()
                merged._update.update(earlier._update or ())
                merged._update.update(self._update)
            return merged
        if isinstance(earlier, list):
            value = list(earlier)
            for index, item in self._inserts:
                value.insert(index, item)
            return self._prepend + value + self._extend
        if isinstance(earlier, (dict, set)):
            value = earlier.copy()
            value.update(self._update or ())
            return value
        return earlier

    def __changes__(self):
        """By kind, those that were made."""
        made = {"extend": self._extend, "prepend": self._prepend, "inserts": self._inserts, "update": self._update}
        return {kind: change for kind, change in made.items() if change}

    def __repr__(self):
        return "<a value that is not set>"


def is_section(key):
    return bool(key) and key[0].upper() == key[0] and not key.startswith("_")


class Config(dict):
    """`c`: reading makes what is not there, a section for a capital letter and a Lazy else."""

    _places = None
    _section = None

    def _at(self, places, section=None):
        """Lets this one note where its traits are set; `section` is None for `c` itself."""
        # Past __setattr__, which would make a trait of it.
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_section", section)
        return self

    def _note(self, trait):
        if self._places is not None and self._section is not None:
            self._places.note(self._section, trait)

    def __contains__(self, key):
        first, dot, rest = key.partition(".") if isinstance(key, str) else (key, "", "")
        if not dot:
            return super().__contains__(key)
        return super().__contains__(first) and rest in self[first]

    has_key = __contains__

    def _has_section(self, key):
        return is_section(key) and key in self

    def __missing__(self, key):
        if not isinstance(key, str) or key.startswith("_"):
            raise KeyError(key)
        if is_section(key):
            made = Config()._at(self._places, key if self._section is None else "%s.%s" % (self._section, key))
        else:
            made = Lazy(lambda: self._note(key))
        dict.__setitem__(self, key, made)
        return made

    def __setitem__(self, key, value):
        if is_section(key) and not isinstance(value, Config):
            if not isinstance(value, dict):
                raise ValueError("c.%s is a section: set c.%s.something instead" % (key, key))
            value = as_config(value)._at(self._places, key)
            for trait in value:
                value._note(trait)
        elif not is_section(key):
            self._note(key)
        dict.__setitem__(self, key, value)

    def __getattr__(self, key):
        if key.startswith("__"):
            raise AttributeError(key)
        try:
            return self[key]
        except KeyError:
            raise AttributeError(key) from None

    def __setattr__(self, key, value):
        self[key] = value

    def __delattr__(self, key):
        try:
            del self[key]
        except KeyError:
            raise AttributeError(key) from None

    def merge(self, other):
        """`other` is of a file that noted its own lines."""
        for key, value in other.items():
            mine = dict.get(self, key)
            if isinstance(value, Config) and isinstance(mine, Config):
                mine.merge(value)
            elif isinstance(value, Lazy) and dict.__contains__(self, key):
                dict.__setitem__(self, key, value.over(mine))
            else:
                dict.__setitem__(self, key, value)

    def copy(self):
        return Config(self)


def as_config(values):
    config = Config()
    for key, value in values.items():
        config[key] = value
    return config
