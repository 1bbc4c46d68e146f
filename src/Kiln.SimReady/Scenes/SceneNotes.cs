using Kiln.Geometry.Scenes;

namespace Kiln.SimReady.Scenes;

/// <summary>What the input file said that a GLB cannot hold, kept for the align step.</summary>
/// <param name="DeclaredUnit">The unit that the file declares, or null.</param>
/// <param name="DeclaredUpAxis">The up axis that the file declares, or null.</param>
/// <param name="ModelName">Name of the model file; within an archive that of the one model in it.</param>
internal sealed record SceneNotes(LengthUnit? DeclaredUnit, UpAxis? DeclaredUpAxis, string ModelName);
