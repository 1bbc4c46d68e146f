namespace Kiln.Functions.Surfaces.Jobnik.Validation;

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rule">What its value must be.</param>
/// <param name="Required">Whether it must be there.</param>
internal sealed record MemberRule(string Name, ValueRule Rule, bool Required = false);
