using Kiln.Storage.ApiKeys;

namespace Kiln.Functions.Access;

/// <summary>The words for the scopes of keys.</summary>
internal static class ScopeWords
{
    private static readonly (string Word, KeyScopes Scope)[] Known =
    [
        ("jobs", KeyScopes.Jobs),
        ("workers", KeyScopes.Workers),
        ("runners", KeyScopes.Runners),
        ("account", KeyScopes.Account),
    ];

    /// <summary>All words.</summary>
    public static IReadOnlyList<string> All { get; } = Of(KeyScopes.All);

    /// <summary>The words for scopes, in the order in which they are documented.</summary>
    public static IReadOnlyList<string> Of(KeyScopes scopes) =>
        [.. Known.Where(known => (scopes & known.Scope) != 0).Select(known => known.Word)];

    /// <summary>The scope of a word; null when there is none of this name.</summary>
    public static KeyScopes? Of(string word) =>
        Array.Find(Known, known => known.Word == word) is { Scope: not KeyScopes.None and var scope } ? scope : null;
}
