using System.Reflection;

namespace Kiln.LocalHost.Hosting;

/// <summary>The beginning of a Functions app's <c>Program.cs</c>.</summary>
public static class FunctionsApplication
{
    /// <summary>
    /// A builder for the functions of the entry assembly. Settings come from host.json, local.settings.json, the environment and then
    /// the command line; the later one wins.
    /// </summary>
    /// <param name="args">
    /// The command line: <c>--urls</c>, <c>--data</c>, <c>--parent-pid</c>, and any setting as <c>--Section:Name=value</c>.
    /// </param>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        LastWords.Install();
        Assembly app = Assembly.GetEntryAssembly()
            ?? throw new InvalidOperationException("This process has no entry assembly to find functions in.");
        return new FunctionsApplicationBuilder(args, app.GetTypes(), AppContext.BaseDirectory);
    }
}
