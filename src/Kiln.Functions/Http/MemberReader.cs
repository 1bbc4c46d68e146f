using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Kiln.Functions.Http;

/// <summary>
/// Reads the members of a JSON object one by one and collects what is wrong with them, each named by its path from the body, so that
/// a client hears of all faults at once. A member that is null counts as absent.
/// </summary>
internal sealed class MemberReader
{
    private readonly SortedDictionary<string, (JsonElement Value, string Path)> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly Faults _faults;
    private readonly string _path;

    /// <summary>Reads an object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="rejectUnknown">Whether members that nobody reads are faults.</param>
    public MemberReader(JsonElement value, bool rejectUnknown)
        : this(value, "", new Faults(rejectUnknown))
    {
    }

    private MemberReader(JsonElement value, string path, Faults faults)
    {
        _path = path;
        _faults = faults;
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add(path, "Must be a JSON object");
            return;
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, (member.Value, path + member.Name)))
            {
                faults.Add(path + member.Name, "Must not be repeated");
            }
        }
    }

    /// <summary>Everything that is wrong so far, in the order found; also in objects inside.</summary>
    public IReadOnlyList<FieldFault> AllFaults => _faults.Found;

    /// <summary>The object as JSON, with the members that it was given from elsewhere.</summary>
    public JsonElement ToJson() =>
        JsonSerializer.SerializeToElement(_members.ToDictionary(member => member.Key, member => member.Value.Value));

    /// <summary>Takes the members of another object where this one has none of their names.</summary>
    public void AddDefaults(MemberReader defaults)
    {
        foreach ((string name, (JsonElement, string) member) in defaults._members)
        {
            _members.TryAdd(name, member);
        }
    }

    /// <summary>Takes a member of another object where this one has none of its name.</summary>
    public void AddDefault(string name, JsonElement value, string path) => _members.TryAdd(name, (value, path));

    /// <summary>A member of any kind, kept as it is; null when absent.</summary>
    public JsonElement? Any(string name)
    {
        _read.Add(name);
        return _members.TryGetValue(name, out (JsonElement Value, string) member) && member.Value.ValueKind != JsonValueKind.Null
            ? member.Value
            : null;
    }

    /// <summary>Text of 1 to <paramref name="longest"/> characters.</summary>
    public string? Text(string name, int longest, bool required = false)
    {
        if (Any(name) is not { } value)
        {
            if (required)
            {
                Fault(name, "Is required");
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= longest)
        {
            return text;
        }

        Fault(name, string.Create(CultureInfo.InvariantCulture, $"Must be text of 1 to {longest} characters"));
        return null;
    }

    /// <summary>An integer in a range.</summary>
    public int? Integer(string name, int least, int most)
    {
        if (Any(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int integer) && integer >= least && integer <= most)
        {
            return integer;
        }

        Fault(name, string.Create(CultureInfo.InvariantCulture, $"Must be an integer between {least} and {most}"));
        return null;
    }

    /// <summary>A finite number in a range.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Any(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most)
        {
            return number;
        }

        Fault(name, string.Create(CultureInfo.InvariantCulture, $"Must be a number between {least} and {most}"));
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Flag(string name)
    {
        if (Any(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fault(name, "Must be true or false");
        return null;
    }

    /// <summary>Labels; none when absent.</summary>
    public ImmutableSortedDictionary<string, string> Labels(string name)
    {
        if (Any(name) is not { } value)
        {
            return ImmutableSortedDictionary<string, string>.Empty;
        }

        if (LabelRule.Read(value) is { } labels)
        {
            return labels;
        }

        Fault(name, LabelRule.Expected);
        return ImmutableSortedDictionary<string, string>.Empty;
    }

    /// <summary>An object; null when absent.</summary>
    public MemberReader? Object(string name) =>
        Any(name) is { } value ? new MemberReader(value, $"{PathOf(name)}.", _faults) : null;

    /// <summary>An array of objects; empty when absent.</summary>
    public IReadOnlyList<MemberReader> Objects(string name, int most)
    {
        if (Any(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most)
        {
            string path = PathOf(name);
            return [.. value.EnumerateArray().Select((item, index) =>
                new MemberReader(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]."), _faults))];
        }

        Fault(name, string.Create(CultureInfo.InvariantCulture, $"Must be an array of at most {most} objects"));
        return [];
    }

    /// <summary>The members that nobody has read, which are read by this.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Rest()
    {
        KeyValuePair<string, JsonElement>[] rest =
        [
            .. _members.Where(member => !_read.Contains(member.Key))
                .Select(member => KeyValuePair.Create(member.Key, member.Value.Value)),
        ];
        _read.UnionWith(rest.Select(member => member.Key));
        return rest;
    }

    /// <summary>Notes what is wrong with a member.</summary>
    public void Fault(string name, string message) => _faults.Add(PathOf(name), message);

    /// <summary>Notes the members that nobody has read.</summary>
    public void Finish()
    {
        foreach ((string name, _) in Rest())
        {
            _faults.AddUnknown(PathOf(name));
        }
    }

    /// <summary>Refuses with every fault found; does nothing when there is none.</summary>
    public void ThrowIfFaulty()
    {
        if (_faults.Found.Count > 0)
        {
            throw ApiException.Unprocessable(_faults.Found);
        }
    }

    private string PathOf(string name) => _members.TryGetValue(name, out (JsonElement, string Path) member) ? member.Path : _path + name;

    /// <summary>The faults of a whole body: each once, however many objects share the member, and not so many that nobody reads them.</summary>
    private sealed class Faults(bool rejectUnknown)
    {
        private const int Most = 100;

        public List<FieldFault> Found { get; } = [];

        public void Add(string path, string message)
        {
            FieldFault fault = new(path.TrimEnd('.'), message);
            if (Found.Count < Most && !Found.Contains(fault))
            {
                Found.Add(fault);
            }
        }

        public void AddUnknown(string path)
        {
            if (rejectUnknown)
            {
                Add(path, $"Unknown field: {path}");
            }
        }
    }
}
