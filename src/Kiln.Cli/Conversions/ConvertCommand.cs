using System.CommandLine;
using Kiln.Client.Conversions;
using Kiln.Cli.Samples;
using Kiln.Cli.Service;

namespace Kiln.Cli.Conversions;

/// <summary><c>kiln convert [FILE]</c>.</summary>
internal static class ConvertCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(ServiceOptionSet service, Func<CommandOutput> output)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "Model to convert: glb, gltf, obj, stl, ply or a zip of one with its files. Without it, a sample is made and converted.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var directory = new Option<string?>("--output", "-o")
        {
            Description = "Where the outputs go; those of an earlier run of the same name are replaced. Default: ./<name>-simready.",
            HelpName = "DIR",
        };
        var parameters = new ConversionParameters();
        var command = new Command("convert", "Convert a 3D file into a simulation-ready asset.") { file, directory };
        service.AddTo(command);
        parameters.AddTo(command);
        command.SetAction((result, interrupt) =>
        {
            var options = service.Read(result);
            var model = new ModelFile(result.GetValue(file) ?? SampleModel.WriteTo(Path.Combine(options.DataDirectory, "samples")));
            string target = Path.GetFullPath(result.GetValue(directory) ?? $"{model.Stem}-simready");
            return new ConversionRun(options, new ConvertRequest(model, target, parameters.Read(result)), output(), TimeProvider.System)
                .RunAsync(interrupt);
        });
        return command;
    }
}
