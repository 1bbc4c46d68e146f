using System.CommandLine;

namespace Kiln.Cli.Samples;

/// <summary><c>kiln sample FILE</c>.</summary>
internal static class SampleCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Func<CommandOutput> output)
    {
        var file = new Argument<string>("FILE") { Description = "Where to write it (.glb)." };
        var command = new Command("sample", "Write the sample model: a wooden crate with steel bands and ring handles.") { file };
        command.SetAction(result =>
        {
            string path = Path.GetFullPath(result.GetRequiredValue(file));
            SampleModel.Write(path);
            output().Out.WriteLine(path);
            return ExitCodes.Success;
        });
        return command;
    }
}
