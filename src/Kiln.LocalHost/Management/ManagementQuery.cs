using System.Globalization;
using Kiln.LocalHost.DurableTask.Client;
using Microsoft.AspNetCore.Http;

namespace Kiln.LocalHost.Management;

/// <summary>Reads the query parameters of the management API; a malformed one is answered with 400, as a filter must not widen unseen.</summary>
internal readonly struct ManagementQuery(IQueryCollection query)
{
    /// <summary>A text, or null.</summary>
    public string? Text(string name) => query[name].FirstOrDefault() is { Length: > 0 } text ? text : null;

    /// <summary>A truth value.</summary>
    public bool Flag(string name, bool whenAbsent = false) => Text(name) switch
    {
        null => whenAbsent,
        var text when bool.TryParse(text, out bool flag) => flag,
        _ => throw Fault(name, "true or false"),
    };

    /// <summary>A whole number of at least 1, or null.</summary>
    public int? Number(string name) => Text(name) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 => number,
        _ => throw Fault(name, "a whole number of at least 1"),
    };

    /// <summary>A length of time given in seconds, or null.</summary>
    public TimeSpan? Seconds(string name) => Text(name) switch
    {
        null => null,
        var text when double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and < 86_400 =>
            TimeSpan.FromSeconds(seconds),
        _ => throw Fault(name, "a number of seconds below a day"),
    };

    /// <summary>A time, UTC unless it states its offset, or null.</summary>
    public DateTimeOffset? Time(string name) => Text(name) switch
    {
        null => null,
        var text when DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) =>
            time,
        _ => throw Fault(name, "a time such as 2026-01-31T12:00:00Z"),
    };

    /// <summary>Statuses separated by commas, or null for any.</summary>
    public IReadOnlyList<OrchestrationRuntimeStatus>? Statuses(string name)
    {
        if (query[name] is not [_, ..] values)
        {
            return null;
        }

        List<OrchestrationRuntimeStatus> statuses = [];
        foreach (string text in values.SelectMany(value => value!.Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            statuses.Add(Enum.TryParse(text.Trim(), ignoreCase: true, out OrchestrationRuntimeStatus status) && Enum.IsDefined(status)
                ? status
                : throw Fault(name, string.Join(", ", Enum.GetNames<OrchestrationRuntimeStatus>())));
        }

        return statuses is [] ? null : statuses;
    }

    private static BadHttpRequestException Fault(string name, string expected) =>
        new($"The query parameter {name} must be {expected}.", StatusCodes.Status400BadRequest);
}
