namespace Kiln.Geometry.Simplification;

/// <summary>Why simplification ended.</summary>
public enum SimplificationStop
{
    /// <summary>There were no more triangles than wanted to begin with.</summary>
    NothingToDo,

    /// <summary>The target was reached.</summary>
    TargetReached,

    /// <summary>Every collapse left would move the surface by more than the error allowed.</summary>
    ErrorLimit,

    /// <summary>Every collapse left would change the topology, fold the surface or tear a border.</summary>
    NoCollapseLeft,
}
