namespace Kiln.Client;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">Path of the field.</param>
/// <param name="Message">What is wrong with it and what would be right.</param>
public sealed record FieldError(string Field, string Message);
