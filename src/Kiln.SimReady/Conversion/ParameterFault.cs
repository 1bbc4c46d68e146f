namespace Kiln.SimReady.Conversion;

/// <summary>A parameter that cannot be used.</summary>
/// <param name="Field">The parameter's name as clients write it, such as <c>target_triangle_count</c>.</param>
/// <param name="Message">One sentence that states the allowed values.</param>
public sealed record ParameterFault(string Field, string Message);
