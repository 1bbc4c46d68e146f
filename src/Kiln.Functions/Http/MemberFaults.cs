namespace Kiln.Functions.Http;

/// <summary>The faults of a whole body: each once, however many objects share the member, and not so many that nobody reads them.</summary>
internal sealed class MemberFaults(bool rejectUnknown)
{
    private const int Most = 100;

    /// <summary>Those found so far.</summary>
    public List<FieldFault> Found { get; } = [];

    /// <summary>Notes one.</summary>
    public void Add(string path, string message)
    {
        FieldFault fault = new(path, message);
        if (Found.Count < Most && !Found.Contains(fault))
        {
            Found.Add(fault);
        }
    }

    /// <summary>Notes a member that nobody has read, where that is a fault.</summary>
    public void AddUnknown(string path)
    {
        if (rejectUnknown)
        {
            Add(path, $"Unknown field: {path}");
        }
    }
}
