namespace Kiln.Checkers;

/// <summary>How a drop onto the floor ended.</summary>
/// <param name="Settled">The asset came to rest in contact with the floor.</param>
/// <param name="Finite">No coordinate became infinite or NaN.</param>
/// <param name="Seconds">Simulated time until the end.</param>
/// <param name="Qpos">Final position (3) and orientation (4, w x y z).</param>
/// <param name="Contacts">Contacts at the end.</param>
/// <param name="Penetration">Deepest contact at the end, metres.</param>
public sealed record MujocoDrop(bool Settled, bool Finite, double Seconds, double[] Qpos, int Contacts, double Penetration);
