namespace Kiln.Infra.Tests.Bicep;

/// <summary>A text is no Bicep.</summary>
internal sealed class BicepException(string message) : Exception(message);
