"""The table at the end, and whether every target was met."""
import collections

TITLES = ("phase", "seconds", "logins", "requests", "failed", "p50 ms", "p99 ms", "token checks")

# A mail that waits longer was in the hands of a killed replica, or waited for the database. Unit: seconds.
LATE = 2


def percentile(values, part):
    """Nearest rank."""
    if not values:
        return "–"
    ordered = sorted(values)
    return "%.1f" % (ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1000)


def failures(phase):
    found = ["%d %s%s" % (count, kind, "" if kind in phase.tolerated else " (!)")
             for kind, count in sorted(phase.failures().items())]
    return ", ".join(found) or "0"


def table(ledger):
    rows = [TITLES]
    for phase in ledger.phases:
        rows.append((phase.name, "%.0f" % (phase.ended - phase.began), str(phase.logins),
                     str(sum(phase.kinds.values())), failures(phase),
                     percentile(phase.seconds, 0.5), percentile(phase.seconds, 0.99), str(phase.checks)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(TITLES))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def summary(ledger, load, inbox):
    """Ends with one line that says it all."""
    print()
    print(table(ledger))
    print()
    for phase in ledger.phases:
        for note in phase.notes:
            print("%s: %s" % (phase.name, note))
    late = [seconds for seconds in ledger.mail_waits if seconds > LATE]
    print("lost mails: %d of %d (%d came after more than %d s, the last after %.1f s; %d came twice)" % (
        len(ledger.lost_mails), ledger.asked_mails, len(late), LATE, max(ledger.mail_waits, default=0),
        inbox.duplicates))
    print("sessions that were answered and are gone: %d of %d" % (len(ledger.gone), len(load.live)))
    print("refused tokens: %d of %d checks" % (len(ledger.refused), sum(phase.checks for phase in ledger.phases)))
    print("logins begun anew, since a lost answer had been done: %d; arrivals left out: %d"
          % (ledger.begun_anew, load.left_out))
    for what in (ledger.lost_mails, ledger.refused, ledger.gone, ledger.broken):
        for line, count in collections.Counter(what).most_common(20):
            print("BROKEN: %s%s" % (line, " (%d times)" % count if count > 1 else ""))
    idle = [phase.name for phase in ledger.phases if not phase.kinds["ok"]]
    if idle:
        print("BROKEN: nothing was answered in: %s" % ", ".join(idle))
    kept = ledger.is_kept() and not idle and not load.left_out and bool(load.live)
    print("all targets met" if kept else "targets missed")
    return kept
