using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Kiln.Functions.Http;

/// <summary>
/// Reads the members of a JSON object one by one and collects what is wrong with them, each named by its path from the body, such as
/// <c>stages[1].type</c>, so that a client hears of all faults at once. A member that is null counts as absent; what is faulty reads as
/// if it were absent.
/// </summary>
internal sealed class MemberReader
{
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly MemberFaults _faults;
    private readonly string _path;

    /// <summary>Reads an object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="rejectUnknown">Whether members that nobody reads are faults.</param>
    /// <param name="path">Where it stands; empty for the body itself.</param>
    public MemberReader(JsonElement value, bool rejectUnknown, string path = "")
        : this(value, path, new MemberFaults(rejectUnknown))
    {
    }

    private MemberReader(JsonElement value, string path, MemberFaults faults)
    {
        Value = value;
        _path = path;
        _faults = faults;
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add(path, "Must be a JSON object");
            return;
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, new Member(member.Value, null)))
            {
                Fault(member.Name, "Must not be repeated");
            }
        }
    }

    /// <summary>The object as it was sent.</summary>
    public JsonElement Value { get; }

    /// <summary>The names of its members.</summary>
    public IEnumerable<string> Names => _members.Keys;

    /// <summary>Everything that is wrong so far, in the order found; also in objects inside.</summary>
    public IReadOnlyList<FieldFault> AllFaults => _faults.Found;

    /// <summary>The object as JSON, with the members that it was given from elsewhere, by name.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(
        new SortedDictionary<string, JsonElement>(_members.ToDictionary(member => member.Key, member => member.Value.Value), StringComparer.Ordinal));

    /// <summary>Takes the members of another object where this one has none of their names.</summary>
    public void AddDefaults(MemberReader defaults)
    {
        foreach ((string name, Member member) in defaults._members)
        {
            AddDefault(name, member.Value, defaults.PathOf(name));
        }
    }

    /// <summary>Takes a member of another object where this one has none of its name.</summary>
    public void AddDefault(string name, JsonElement value, string path) => _members.TryAdd(name, new Member(value, path));

    /// <summary>A member of any kind, kept as it is; null when absent.</summary>
    public JsonElement? Any(string name, bool required = false)
    {
        ref Member member = ref CollectionsMarshal.GetValueRefOrNullRef(_members, name);
        if (!Unsafe.IsNullRef(ref member))
        {
            member.IsRead = true;
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                return member.Value;
            }
        }

        // What is no object at all has been named already.
        if (required && Value.ValueKind == JsonValueKind.Object)
        {
            Fault(name, "Is required");
        }

        return null;
    }

    /// <summary>Text whose length is in a range.</summary>
    public string? Text(string name, int longest, int shortest = 1, bool required = false)
    {
        if (Any(name, required) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length >= shortest && text.Length <= longest)
        {
            return text;
        }

        return Wrong<string>(name, shortest == 0 ? $"Must be text of at most {longest} characters" : $"Must be text of {shortest} to {longest} characters");
    }

    /// <summary>One of several words.</summary>
    public string? Word(string name, IReadOnlyCollection<string> words, bool required = false) =>
        Any(name, required) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && words.Contains(value.GetString()) ? value.GetString()
        : Wrong<string>(name, $"Must be one of: {string.Join(", ", words)}");

    /// <summary>An integer in a range.</summary>
    public int? Integer(string name, int least, int most, bool required = false) =>
        (int?)Integer(name, (long)least, (long)most, required);

    /// <summary>An integer in a range.</summary>
    public long? Integer(string name, long least, long most, bool required = false)
    {
        if (Any(name, required) is not { } value)
        {
            return null;
        }

        if (JsonNumber.ReadInteger(value) is { } integer && integer >= least && integer <= most)
        {
            return integer;
        }

        Fault(name, most == long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"Must be an integer of at least {least}")
            : string.Create(CultureInfo.InvariantCulture, $"Must be an integer between {least} and {most}"));
        return null;
    }

    /// <summary>A finite number.</summary>
    public double? Number(string name, bool required = false)
    {
        double? number = null;
        if (Any(name, required) is { } value && (number = JsonNumber.Read(value)) is null)
        {
            Fault(name, "Must be a finite number");
        }

        return number;
    }

    /// <summary>A finite number in a range.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Any(name) is not { } value)
        {
            return null;
        }

        if (JsonNumber.Read(value) is { } number && number >= least && number <= most)
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
        if (Any(name) is { } value)
        {
            if (LabelRule.Read(value) is { } labels)
            {
                return labels;
            }

            Fault(name, LabelRule.Expected);
        }

        return ImmutableSortedDictionary<string, string>.Empty;
    }

    /// <summary>An object; null when absent.</summary>
    public MemberReader? Object(string name, bool required = false) =>
        Any(name, required) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new MemberReader(value, PathOf(name), _faults)
        : Wrong<MemberReader>(name, "Must be a JSON object");

    /// <summary>The items of an array; none when absent.</summary>
    public IReadOnlyList<JsonElement> Array(string name, bool required = false) =>
        Any(name, required) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
        : Wrong<JsonElement[]>(name, "Must be an array") ?? [];

    /// <summary>An array of objects; empty when absent. An item that is no object is named, and has no members.</summary>
    public IReadOnlyList<MemberReader> Objects(string name, int most = int.MaxValue, bool required = false)
    {
        if (Any(name, required) is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most)
        {
            string path = PathOf(name);
            return [.. value.EnumerateArray().Select((item, index) =>
                new MemberReader(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), _faults))];
        }

        string limit = most == int.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $" at most {most}");
        return Wrong<MemberReader[]>(name, $"Must be an array of{limit} objects") ?? [];
    }

    /// <summary>The members that nobody has read, which are read by this.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Rest()
    {
        KeyValuePair<string, JsonElement>[] rest =
            [.. _members.Where(member => !member.Value.IsRead).Select(member => KeyValuePair.Create(member.Key, member.Value.Value))];
        foreach ((string name, _) in rest)
        {
            Any(name);
        }

        return rest;
    }

    /// <summary>Notes what is wrong with a member.</summary>
    public void Fault(string name, string message) => _faults.Add(PathOf(name), message);

    /// <summary>Notes the members that nobody has read.</summary>
    public MemberReader Finish()
    {
        foreach ((string name, _) in Rest())
        {
            _faults.AddUnknown(PathOf(name));
        }

        return this;
    }

    /// <summary>Refuses with every fault found; does nothing when there is none.</summary>
    public void ThrowIfFaulty()
    {
        if (_faults.Found.Count > 0)
        {
            throw ApiException.Unprocessable(_faults.Found);
        }
    }

    private string PathOf(string name) =>
        _members.TryGetValue(name, out Member member) && member.Path is not null ? member.Path
        : _path.Length == 0 ? name
        : $"{_path}.{name}";

    private T? Wrong<T>(string name, string message)
        where T : class
    {
        Fault(name, message);
        return null;
    }

    /// <summary>A member.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="path">Where it stands, when that is not in this object.</param>
    private struct Member(JsonElement value, string? path)
    {
        public readonly JsonElement Value => value;

        public readonly string? Path => path;

        public bool IsRead { get; set; }
    }
}
