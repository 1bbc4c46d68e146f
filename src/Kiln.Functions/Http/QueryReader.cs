using System.Globalization;

namespace Kiln.Functions.Http;

/// <summary>Reads typed values from a query string and collects what is wrong with them.</summary>
internal sealed class QueryReader(HttpRequest request)
{
    private readonly List<FieldFault> _faults = [];

    /// <summary>The first value of a name; null when it is absent or empty.</summary>
    public string? Text(string name) => request.Query[name] is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>An integer in a range.</summary>
    public int Integer(string name, int least, int most, int absent)
    {
        if (Text(name) is not { } text)
        {
            return absent;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
        {
            return value;
        }

        Fault(name, most == int.MaxValue ? $"Must be an integer of at least {least}" : $"Must be an integer between {least} and {most}");
        return absent;
    }

    /// <summary>An ISO 8601 time; without an offset it is UTC.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time;
        }

        Fault(name, "Must be an ISO 8601 time");
        return null;
    }

    /// <summary>All <c>label=key:value</c> pairs.</summary>
    public IReadOnlyDictionary<string, string> Labels()
    {
        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach (string? label in request.Query["label"])
        {
            int colon = label?.IndexOf(':', StringComparison.Ordinal) ?? -1;
            if (colon > 0)
            {
                labels[label![..colon]] = label[(colon + 1)..];
            }
            else
            {
                Fault("label", "Must be key:value");
            }
        }

        return labels;
    }

    /// <summary>Notes a fault that the caller found.</summary>
    public void Fault(string name, string message) => _faults.Add(new FieldFault(name, message));

    /// <summary>Refuses with every fault found; does nothing when there is none.</summary>
    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0)
        {
            throw ApiException.Unprocessable(_faults);
        }
    }
}
