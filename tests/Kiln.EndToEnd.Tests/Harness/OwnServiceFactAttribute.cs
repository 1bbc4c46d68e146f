namespace Kiln.EndToEnd.Tests.Harness;

/// <summary>A test that needs a service process of its own, to kill it, to start it with settings or to look into its data directory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnServiceFactAttribute : FactAttribute
{
    public OwnServiceFactAttribute()
    {
        if (TestTarget.RemoteUrl is not null)
        {
            Skip = "KILN_BASE_URL names a service that is not the tests' own: its process and settings are out of reach.";
        }
    }
}
