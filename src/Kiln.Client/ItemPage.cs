namespace Kiln.Client;

/// <summary>A numbered page of a list, newest first.</summary>
/// <param name="Data">The items of the page.</param>
/// <param name="Meta">Where the page stands.</param>
public sealed record ItemPage<T>(IReadOnlyList<T> Data, ItemPageMeta Meta);
