namespace Kiln.Checkers;

/// <summary>Exact volumes of hulls against a solid; the last three are fractions of the solid's or the union's volume.</summary>
public sealed record BooleanVerdict(
    bool Ok, string? Error, double Solid, double Union, double Intersection, double Iou, double Missed, double Extra, double Overlap);
