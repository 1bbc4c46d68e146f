namespace Kiln.Checkers;

/// <summary>MuJoCo's answer. Lengths in metre, masses in kilogram; quaternions are w, x, y, z.</summary>
public sealed record MujocoVerdict(
    bool Ok,
    string? Error,
    double Mass,
    double[] Inertia,
    double[] InertiaPosition,
    double[] InertiaQuaternion,
    int Geoms,
    int CollisionGeoms,
    int Meshes,
    int Textures,
    int Materials,
    double[] Friction,
    double Radius,
    MujocoInertia? Exact,
    MujocoDrop? Drop);
