namespace Kiln.Functions.Jobs;

/// <summary>The canonical surface, as records name it.</summary>
internal static class JobSurface
{
    public const string Name = "jobs";
}
