namespace Kiln.Functions.Webhooks.Sending;

/// <summary>A CloudEvent on its way to a subscriber.</summary>
/// <param name="Id">The event's identifier, the same at every attempt.</param>
/// <param name="Body">The event in the structured JSON form.</param>
/// <param name="TraceParent">W3C trace context of the request that the event goes back to, or null.</param>
internal sealed record WebhookMessage(string Id, byte[] Body, string? TraceParent);
