namespace Kiln.Storage.Content;

/// <summary>The address of one piece of content.</summary>
/// <param name="Area">The area that holds it.</param>
/// <param name="Name">Its name there: organisation first, segments of <c>[A-Za-z0-9._~-]</c> joined by <c>/</c>.</param>
public readonly record struct ContentName(ContentArea Area, string Name);
