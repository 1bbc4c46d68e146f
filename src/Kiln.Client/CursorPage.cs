namespace Kiln.Client;

/// <summary>A page of a list that stays in place while items are added.</summary>
/// <param name="Data">The items of the page.</param>
/// <param name="Meta">How to go on.</param>
public sealed record CursorPage<T>(IReadOnlyList<T> Data, CursorPageMeta Meta);
