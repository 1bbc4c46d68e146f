using System.Collections.Frozen;

namespace Kiln.Functions.Jobs.Types;

/// <summary>The job types of this service, by name.</summary>
public sealed class JobTypes
{
    private readonly FrozenDictionary<string, IJobType> _byName;

    internal JobTypes(IEnumerable<IJobType> types) => _byName = types
        .SelectMany(type => type.Names.Select(name => KeyValuePair.Create(name, type)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every name, in ordinal order.</summary>
    public IEnumerable<string> Names => _byName.Keys.Order(StringComparer.Ordinal);

    /// <summary>The type of a name, or null.</summary>
    internal IJobType? Find(string name) => _byName.GetValueOrDefault(name);
}
