using System.Globalization;
using System.Text.RegularExpressions;

namespace Kiln.Functions.Surfaces.Jobnik.Validation;

/// <summary>A form of text.</summary>
/// <param name="Keyword">The keyword of JSON schema that speaks of it: <c>format</c> or <c>pattern</c>.</param>
/// <param name="Value">What follows the keyword.</param>
/// <param name="Matches">Whether a text has it.</param>
internal sealed partial record TextForm(string Keyword, string Value, Func<string, bool> Matches)
{
    private const int MostTraceStateMembers = 32;
    private const string TraceParentPattern = @"^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$";

    private const string TraceStateMemberPattern =
        @"^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]";

    /// <summary>A UUID in its usual form, in letters of either case.</summary>
    public static TextForm Uuid { get; } = new("format", "uuid", text => Guid.TryParseExact(text, "D", out _));

    /// <summary>A date and time of RFC 3339, with its offset.</summary>
    public static TextForm DateTime { get; } = new(
        "format",
        "date-time",
        text => DateTimePattern().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _));

    /// <summary>The header of W3C trace context.</summary>
    public static TextForm TraceParent { get; } = new("pattern", TraceParentPattern, text => TraceParentRegex().IsMatch(text));

    /// <summary>
    /// The list of W3C trace context: at most 32 members with optional white space around, empty ones allowed
    /// (<see href="https://www.w3.org/TR/trace-context/#tracestate-header"/>).
    /// </summary>
    public static TextForm TraceState { get; } = new("pattern", TraceStateMemberPattern + "$", IsTraceState);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)\z")]
    private static partial Regex DateTimePattern();

    [GeneratedRegex(@"^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\z")]
    private static partial Regex TraceParentRegex();

    [GeneratedRegex(TraceStateMemberPattern + @"\z")]
    private static partial Regex TraceStateMember();

    private static bool IsTraceState(string text)
    {
        string[] members = text.Split(',');
        return members.Length <= MostTraceStateMembers
            && members.Select(member => member.Trim(' ', '\t')).All(member => member.Length == 0 || TraceStateMember().IsMatch(member));
    }
}
