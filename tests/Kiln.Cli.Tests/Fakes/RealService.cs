using System.Reflection;
using System.Runtime.CompilerServices;
using Kiln.Cli.Service;

namespace Kiln.Cli.Tests.Fakes;

/// <summary>Lets the tests, which run from a folder of their own, find the real service's program.</summary>
internal static class RealService
{
    [ModuleInitializer]
    internal static void Name() => Environment.SetEnvironmentVariable(
        ServiceProgram.Variable,
        typeof(RealService).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "ServiceAssembly").Value);
}
