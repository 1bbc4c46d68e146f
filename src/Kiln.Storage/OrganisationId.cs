namespace Kiln.Storage;

/// <summary>The rule for organisation identifiers: the first segment of every key.</summary>
public static class OrganisationId
{
    /// <summary>The first segment of keys that belong to no organisation.</summary>
    internal const string System = "_system";

    /// <summary>Answers the identifier when it can begin a key.</summary>
    /// <param name="organisationId">One segment of <c>[A-Za-z0-9._~-]</c> that does not begin with <c>_</c>.</param>
    /// <exception cref="ArgumentException">It cannot; the message says why.</exception>
    public static string Require(string organisationId)
    {
        StorageName.Require(organisationId);
        return organisationId.Contains('/', StringComparison.Ordinal) || organisationId[0] == '_'
            ? throw new ArgumentException(
                $"'{organisationId}' is not an organisation: one segment without '/', not beginning with '_'.", nameof(organisationId))
            : organisationId;
    }
}
