namespace Kiln.Checkers;

/// <summary>The Khronos glTF validator's answer.</summary>
public sealed record GltfVerdict(bool Ok, int Errors, int Warnings, int Infos, IReadOnlyList<string> Messages);
