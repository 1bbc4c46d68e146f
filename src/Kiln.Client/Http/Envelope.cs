namespace Kiln.Client.Http;

/// <summary>The body of every successful reply.</summary>
internal sealed record Envelope<T>(T Data);
