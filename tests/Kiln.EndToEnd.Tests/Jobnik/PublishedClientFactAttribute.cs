using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>A test that runs the published client, which not every registry has: it must be installed already.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublishedClientFactAttribute : FactAttribute
{
    private const string Variable = "KILN_JOBNIK_CLIENT";

    public PublishedClientFactAttribute()
    {
        if (TestTarget.RemoteUrl is not null)
        {
            Skip = "KILN_BASE_URL names a service that is not the tests' own.";
        }
        else if (Folder is null)
        {
            Skip = $"{Variable} names no folder in which 'npm install @map-colonies/jobnik-sdk@1.0.1 prom-client@15' was run.";
        }
    }

    /// <summary>The folder whose <c>node_modules</c> hold the client; null for none.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;
}
