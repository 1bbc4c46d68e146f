using System.Text.Json;
using Kiln.Functions.Http;

namespace Kiln.Functions.Surfaces.Lynx;

/// <summary>
/// Reads the members of a JSON object and notes every fault under its path, such as <c>config.monte_carlo.runs</c>. A member that
/// is absent or null is not there; what is faulty reads as if it were not there.
/// </summary>
/// <param name="value">The object.</param>
/// <param name="path">Where it stands; empty for the body itself.</param>
/// <param name="faults">Where faults go; shared by the whole body.</param>
internal sealed class JsonFields(JsonElement value, string path, List<FieldFault> faults)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The object itself.</summary>
    public JsonElement Value { get; } = value;

    /// <summary>The fields of a body.</summary>
    public static JsonFields Of(JsonElement body) => new(body, "", []);

    /// <summary>Notes a fault of a member.</summary>
    public void Fault(string name, string message) => faults.Add(new FieldFault(PathOf(name), message));

    /// <summary>The member, of whatever kind; null when it is absent or null.</summary>
    public JsonElement? Any(string name, bool required = false)
    {
        _known.Add(name);
        if (Value.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null)
        {
            return member;
        }

        if (required)
        {
            Fault(name, "is required");
        }

        return null;
    }

    /// <summary>A text whose length is in a range.</summary>
    public string? Text(string name, int longest, int shortest = 1, bool required = false)
    {
        if (Any(name, required) is not { } member)
        {
            return null;
        }

        if (member.ValueKind != JsonValueKind.String)
        {
            Fault(name, "must be a text");
            return null;
        }

        string text = member.GetString()!;
        if (text.Length >= shortest && text.Length <= longest)
        {
            return text;
        }

        Fault(name, shortest == 0 ? $"must have at most {longest} characters" : $"must have {shortest} to {longest} characters");
        return null;
    }

    /// <summary>One of several words.</summary>
    public string? Word(string name, IReadOnlyCollection<string> words, bool required = false)
    {
        if (Any(name, required) is not { } member)
        {
            return null;
        }

        if (member.ValueKind == JsonValueKind.String && words.Contains(member.GetString()!))
        {
            return member.GetString();
        }

        Fault(name, $"must be one of: {string.Join(", ", words)}");
        return null;
    }

    /// <summary>A finite number.</summary>
    public double? Number(string name, bool required = false)
    {
        if (Any(name, required) is not { } member)
        {
            return null;
        }

        if (JsonNumber.Read(member) is { } number)
        {
            return number;
        }

        Fault(name, "must be a finite number");
        return null;
    }

    /// <summary>An integer in a range.</summary>
    public long? Integer(string name, long least, long most, bool required = false)
    {
        if (Any(name, required) is not { } member)
        {
            return null;
        }

        // 5.0 and 5e0 are the integer 5 to every JSON reader that knows one kind of number.
        if (JsonNumber.Read(member) is { } number && number == Math.Floor(number) && number >= least && number <= most)
        {
            return (long)number;
        }

        Fault(name, most == long.MaxValue ? $"must be an integer of at least {least}" : $"must be an integer from {least} to {most}");
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Boolean(string name)
    {
        if (Any(name) is not { } member)
        {
            return null;
        }

        if (member.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return member.GetBoolean();
        }

        Fault(name, "must be true or false");
        return null;
    }

    /// <summary>An object.</summary>
    public JsonFields? Object(string name, bool required = false)
    {
        if (Any(name, required) is not { } member)
        {
            return null;
        }

        if (member.ValueKind == JsonValueKind.Object)
        {
            return new JsonFields(member, PathOf(name), faults);
        }

        Fault(name, "must be an object");
        return null;
    }

    /// <summary>The items of a list; empty when it is absent.</summary>
    public IReadOnlyList<JsonElement> List(string name, bool required = false)
    {
        if (Any(name, required) is not { } member)
        {
            return [];
        }

        if (member.ValueKind == JsonValueKind.Array)
        {
            return [.. member.EnumerateArray()];
        }

        Fault(name, "must be a list");
        return [];
    }

    /// <summary>The items of a list that are objects, each with the path of its place; others are faults.</summary>
    public IReadOnlyList<JsonFields> Objects(string name, bool required = false)
    {
        List<JsonFields> objects = [];
        foreach ((int index, JsonElement item) in List(name, required).Index())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                objects.Add(new JsonFields(item, $"{PathOf(name)}[{index}]", faults));
            }
            else
            {
                Fault($"{name}[{index}]", "must be an object");
            }
        }

        return objects;
    }

    /// <summary>A small map of texts, such as labels.</summary>
    public IReadOnlyDictionary<string, string> Texts(string name, int most, int longest)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        if (Object(name) is not { } map)
        {
            return texts;
        }

        foreach (JsonProperty member in map.Value.EnumerateObject())
        {
            if (map.Text(member.Name, longest, shortest: 0, required: true) is { } text)
            {
                texts[member.Name] = text;
            }
        }

        if (texts.Count > most)
        {
            Fault(name, $"must have at most {most} members");
        }

        return texts;
    }

    /// <summary>Notes every member that nobody asked for.</summary>
    public JsonFields RefuseOthers()
    {
        foreach (JsonProperty member in Value.EnumerateObject())
        {
            if (!_known.Contains(member.Name))
            {
                Fault(member.Name, "is not known here");
            }
        }

        return this;
    }

    /// <summary>Refuses the request with every fault noted; does nothing when there is none.</summary>
    public void ThrowIfFaulty()
    {
        if (faults.Count > 0)
        {
            throw LynxErrors.Invalid(faults);
        }
    }

    /// <summary>Whether anything is wrong with the body so far.</summary>
    public bool IsFaulty => faults.Count > 0;

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
