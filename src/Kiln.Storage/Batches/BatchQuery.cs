using Kiln.Storage.Jobs;

namespace Kiln.Storage.Batches;

/// <summary>Which batches of an organisation a listing answers. What is null or empty is not asked for.</summary>
/// <param name="OrganisationId">The organisation.</param>
public sealed record BatchQuery(string OrganisationId)
{
    /// <summary>It stands there.</summary>
    public BatchState? State { get; init; }

    /// <summary>It came in by this surface.</summary>
    public string? Surface { get; init; }

    /// <summary>It is called this.</summary>
    public string? Name { get; init; }

    /// <summary>It carries all of these labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>True: there is something to do for it: it has not ended, or is being removed, which no other listing shows.</summary>
    public bool OpenOnly { get; init; }

    /// <summary>What the metadata of the documents asked for says.</summary>
    internal Dictionary<string, string> ToMetadata()
    {
        Dictionary<string, string> where = [];
        if (State is { } state)
        {
            where[BatchDocument.State] = state.ToString();
        }

        if (Surface is not null)
        {
            where[BatchDocument.Surface] = JobMetadata.Word(Surface);
        }

        if (Name is not null)
        {
            where[BatchDocument.NameTerm(Name)] = BatchDocument.Set;
        }

        if (OpenOnly)
        {
            where[BatchDocument.Open] = BatchDocument.Set;
        }

        foreach ((string name, string value) in Labels)
        {
            where[JobMetadata.Label(name, value)] = BatchDocument.Set;
        }

        return where;
    }
}
