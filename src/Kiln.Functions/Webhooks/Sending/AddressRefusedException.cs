namespace Kiln.Functions.Webhooks.Sending;

/// <summary>A host has an address that must not be called from here. Which one is not said: it may be an inner secret.</summary>
internal sealed class AddressRefusedException(string host)
    : Exception($"The host '{host}' does not resolve to public addresses only.");
