using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.SimReady.Scenes;

/// <summary>Where the meshes of a scene are.</summary>
internal static class ScenePlacement
{
    /// <summary>The map from each node's frame to the scene's.</summary>
    public static Affine3d[] WorldTransforms(Scene scene)
    {
        Affine3d[] world = new Affine3d[scene.Nodes.Count];
        for (int i = 0; i < world.Length; i++)
        {
            Node node = scene.Nodes[i];
            world[i] = node.Parent < 0 ? node.Transform : world[node.Parent].After(node.Transform);
        }

        return world;
    }

    /// <summary>The bounding box of all placed triangles after a further map; exact for the mapped positions.</summary>
    public static Bounds3d Bounds(Scene scene, Affine3d map, CancellationToken cancellationToken)
    {
        Affine3d[] world = WorldTransforms(scene);
        Bounds3d bounds = Bounds3d.Empty;
        for (int i = 0; i < world.Length; i++)
        {
            if (scene.Nodes[i].Mesh < 0)
            {
                continue;
            }

            Affine3d place = map.After(world[i]);
            foreach (TriangleMesh mesh in scene.Meshes[scene.Nodes[i].Mesh].Primitives)
            {
                cancellationToken.ThrowIfCancellationRequested();
                bounds = bounds.Including(Bounds(mesh, place));
            }
        }

        return bounds;
    }

    private static Bounds3d Bounds(TriangleMesh mesh, Affine3d place)
    {
        Bounds3d bounds = Bounds3d.Empty;
        bool[] used = new bool[mesh.VertexCount];
        foreach (int index in mesh.Indices)
        {
            if (!used[index])
            {
                used[index] = true;
                bounds = bounds.Including(place.Point(mesh.Positions[index]));
            }
        }

        return bounds;
    }
}
