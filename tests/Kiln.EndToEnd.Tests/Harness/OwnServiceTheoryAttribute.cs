namespace Kiln.EndToEnd.Tests.Harness;

/// <summary>As <see cref="OwnServiceFactAttribute"/>, for a test with several sets of data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnServiceTheoryAttribute : TheoryAttribute
{
    public OwnServiceTheoryAttribute() => Skip = new OwnServiceFactAttribute().Skip;
}
