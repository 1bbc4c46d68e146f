namespace Kiln.Storage.ApiKeys;

/// <summary>A key cannot be imported: it is there already, as another organisation's or with other scopes.</summary>
/// <param name="message">Which of them.</param>
public sealed class ApiKeyTakenException(string message) : InvalidOperationException(message);
