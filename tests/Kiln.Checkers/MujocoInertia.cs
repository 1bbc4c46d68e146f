namespace Kiln.Checkers;

/// <summary>Mass properties that MuJoCo integrated from meshes itself; <see cref="Error"/> when it refused them.</summary>
public sealed record MujocoInertia(string? Error, double Mass, double[]? Inertia, double[]? Position, double[]? Quaternion);
