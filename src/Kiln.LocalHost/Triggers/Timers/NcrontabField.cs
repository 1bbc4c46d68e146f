using System.Globalization;
using System.Numerics;

namespace Kiln.LocalHost.Triggers.Timers;

/// <summary>One field of an NCRONTAB expression: a set of the numbers it may take.</summary>
/// <param name="name">The field's name, for errors.</param>
/// <param name="minimum">The least number.</param>
/// <param name="maximum">The greatest number, below 64.</param>
/// <param name="names">Names of the numbers from the least on; any beginning of at least three letters stands for them.</param>
internal sealed class NcrontabField(string name, int minimum, int maximum, params string[] names)
{
    /// <summary>Reads the field's text: numbers, names, ranges <c>a-b</c>, steps <c>*/n</c>, <c>a/n</c>, <c>a-b/n</c>, lists of those.</summary>
    /// <returns>The set: bit n is number n.</returns>
    /// <exception cref="FormatException">The text is none of those, or leaves the field's bounds.</exception>
    public ulong Parse(string text)
    {
        ulong set = 0;
        foreach (string part in text.Split(','))
        {
            set |= ParsePart(part);
        }

        return set;
    }

    /// <summary>The least number of a set that is at least a given one, or null.</summary>
    public static int? NextIn(ulong set, int from)
    {
        ulong rest = from > 63 ? 0 : set & (ulong.MaxValue << from);
        return rest == 0 ? null : BitOperations.TrailingZeroCount(rest);
    }

    private ulong ParsePart(string part)
    {
        string[] stepped = part.Split('/');
        int step = stepped switch
        {
            [_] => 1,
            [_, var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 => number,
            _ => throw Fault(part, "a step is a whole number of at least 1 after one '/'"),
        };
        (int first, int last) = stepped[0] == "*" ? (minimum, maximum) : ParseRange(part, stepped[0], stepped.Length > 1);
        ulong set = 0;
        for (int value = first; value <= last; value += step)
        {
            set |= 1UL << value;
        }

        return set;
    }

    private (int First, int Last) ParseRange(string part, string range, bool isStepped)
    {
        switch (range.Split('-'))
        {
            case [var only]:
                int value = ParseNumber(part, only);
                return (value, isStepped ? maximum : value);
            case [var from, var to]:
                (int first, int last) = (ParseNumber(part, from), ParseNumber(part, to));
                return first <= last ? (first, last) : throw Fault(part, "the range runs backwards");
            default:
                throw Fault(part, "a range has two ends");
        }
    }

    private int ParseNumber(string part, string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number >= minimum && number <= maximum
                ? number
                : throw Fault(part, $"{number} is not between {minimum} and {maximum}");
        }

        int index = text.Length < 3 ? -1 : Array.FindIndex(names, full => full.StartsWith(text, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? minimum + index : throw Fault(part, $"'{text}' is neither a number nor a name");
    }

    private FormatException Fault(string part, string why) => new($"'{part}' is no {name}: {why}");
}
