using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ClaudeSidecar.Settings;

/// <summary>
/// A schedule as cron writes it: minute, hour, day of the month, month, day of the week, each <c>*</c> or a list of numbers, ranges and
/// steps (<c>0-4</c>, <c>*/10</c>, <c>1,15</c>); 7 is Sunday as 0 is. Where both days are restricted, either is enough.
/// </summary>
public sealed class CronSchedule
{
    // A date that never comes (30 February) is not looked for beyond this; a leap day is found.
    private const int LongestSearchDays = 366 * 9;

    private static readonly (int Least, int Most)[] Ranges = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];

    private readonly ulong[] _fields;
    private readonly bool _anyDay;
    private readonly bool _anyWeekday;

    private CronSchedule(ulong[] fields, bool anyDay, bool anyWeekday) => (_fields, _anyDay, _anyWeekday) = (fields, anyDay, anyWeekday);

    /// <summary>Reads one; false when the text is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronSchedule? schedule)
    {
        schedule = null;
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Ranges.Length)
        {
            return false;
        }

        var fields = new ulong[Ranges.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            if (!TryField(parts[i], Ranges[i].Least, Ranges[i].Most, out fields[i]))
            {
                return false;
            }
        }

        fields[4] |= fields[4] >> 7;
        schedule = new(fields, parts[2].StartsWith('*'), parts[4].StartsWith('*'));
        return true;
    }

    /// <summary>The first minute of the schedule after a moment, in that moment's own offset; null when there is none within years.</summary>
    public DateTimeOffset? After(DateTimeOffset moment)
    {
        var minute = new DateTimeOffset(moment.Year, moment.Month, moment.Day, moment.Hour, moment.Minute, 0, moment.Offset).AddMinutes(1);
        for (var days = 0; days < LongestSearchDays; days++)
        {
            if (IsDay(minute))
            {
                for (var day = minute.Day; minute.Day == day; minute = minute.AddMinutes(1))
                {
                    if (!Has(1, minute.Hour))
                    {
                        minute = minute.AddMinutes(59 - minute.Minute);
                    }
                    else if (Has(0, minute.Minute))
                    {
                        return minute;
                    }
                }
            }
            else
            {
                minute = new DateTimeOffset(minute.Date, minute.Offset).AddDays(1);
            }
        }

        return null;
    }

    private static bool TryField(string text, int least, int most, out ulong bits)
    {
        bits = 0;
        foreach (var part in text.Split(','))
        {
            var step = part.Split('/');
            if (step.Length > 2 || !TryRange(step[0], least, most, step.Length == 2, out var from, out var to)
                || !TryNumber(step.Length == 2 ? step[1] : "1", 1, most, out var by))
            {
                return false;
            }

            for (var value = from; value <= to; value += by)
            {
                bits |= 1UL << value;
            }
        }

        return true;
    }

    private static bool TryRange(string text, int least, int most, bool stepped, out int from, out int to)
    {
        (from, to) = (least, most);
        if (text == "*")
        {
            return true;
        }

        var ends = text.Split('-');
        if (!TryNumber(ends[0], least, most, out from))
        {
            return false;
        }

        // A single number with a step counts from there to the end, as cron does.
        to = stepped ? most : from;
        return ends.Length == 1 || (ends.Length == 2 && TryNumber(ends[1], from, most, out to));
    }

    private static bool TryNumber(string text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private bool IsDay(DateTimeOffset moment)
    {
        var (day, weekday) = (Has(2, moment.Day), Has(4, (int)moment.DayOfWeek));
        return Has(3, moment.Month) && (_anyDay || _anyWeekday ? day && weekday : day || weekday);
    }

    private bool Has(int field, int value) => (_fields[field] & (1UL << value)) != 0;
}
