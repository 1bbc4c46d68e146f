namespace Kiln.Cli.Service;

/// <summary>Where the service's program is, and what runs it.</summary>
internal static class ServiceProgram
{
    /// <summary>Environment variable that names another service assembly.</summary>
    public const string Variable = "KILN_SERVICE";

    private const string AssemblyName = "Kiln.Functions.dll";

    /// <summary>The service's assembly.</summary>
    /// <exception cref="CommandFailedException">It is not where it should be.</exception>
    public static string Assembly
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            {
                return File.Exists(named)
                    ? Path.GetFullPath(named)
                    : throw new CommandFailedException(ExitCodes.ServiceUnavailable, $"{Variable} names no file: {named}");
            }

            string[] places = [Published, BesideInSources];
            return places.FirstOrDefault(File.Exists) ?? throw new CommandFailedException(
                ExitCodes.ServiceUnavailable,
                $"The service's program is at neither of {string.Join(" and ", places)}. Build the solution, or name it in {Variable}.");
        }
    }

    /// <summary>The dotnet program that runs the service: the one that runs this process, if it is one.</summary>
    public static string Dotnet
    {
        get
        {
            if (IsDotnet(Environment.ProcessPath))
            {
                return Environment.ProcessPath!;
            }

            string? root = Environment.GetEnvironmentVariable("DOTNET_ROOT");
            string? inRoot = root is null ? null : Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
            return File.Exists(inRoot) ? inRoot : "dotnet";
        }
    }

    private static string Published => Path.Combine(AppContext.BaseDirectory, "service", AssemblyName);

    // …/src/Kiln.Cli/bin/Release/net10.0/ → …/src/Kiln.Functions/bin/Release/net10.0/
    private static string BesideInSources
    {
        get
        {
            var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            string output = Path.Combine(framework.Parent?.Name ?? "", framework.Name);
            string? sources = framework.Parent?.Parent?.Parent?.Parent?.FullName;
            return Path.Combine(sources ?? "", "Kiln.Functions", "bin", output, AssemblyName);
        }
    }

    private static bool IsDotnet(string? path) => Path.GetFileNameWithoutExtension(path) == "dotnet";
}
