using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Tests.Shapes;

public sealed class ShapesTests
{
    public static TheoryData<string> Names => ClosedShapes.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shape_is_closed_with_the_right_topology_and_volume(string name)
    {
        ClosedShapes.Case shape = ClosedShapes.All[name];

        Assert.True(SurfaceFacts.IsClosedManifold(shape.Mesh));
        Assert.Equal(shape.EulerCharacteristic, SurfaceFacts.EulerCharacteristic(shape.Mesh));
        double volume = SurfaceFacts.Volume(shape.Mesh);
        Assert.True(volume > 0);
        if (!double.IsNaN(shape.Volume))
        {
            Assert.Equal(shape.Volume, volume, 1e-9 * shape.Volume);
        }
    }

    [Fact]
    public void Round_shapes_come_close_to_the_true_volume()
    {
        Assert.Equal(4 * Math.PI / 3, SurfaceFacts.Volume(Spheres.Icosphere(1, 5)), 0.01);
        Assert.Equal(4 * Math.PI / 3, SurfaceFacts.Volume(RevolvedSolids.UvSphere(1, 96, 48)), 0.01);
        Assert.Equal(10 * Math.PI / 3, SurfaceFacts.Volume(RevolvedSolids.Capsule(1, 2, 96, 48)), 0.03);
        Assert.Equal(2 * Math.PI / 3 * (8 - 1), SurfaceFacts.Volume(RevolvedSolids.Bowl(2, 1, 96, 48)), 0.05);
    }

    [Fact]
    public void Textured_shapes_face_outwards_with_fitting_normals()
    {
        TriangleMesh[] shapes =
            [TexturedShapes.Sphere(1, 48, 24), TexturedShapes.Torus(2, 0.5f, 48, 24), TexturedShapes.Box(new(1, 2, 3), 2)];
        foreach (TriangleMesh shape in shapes)
        {
            for (int t = 0; t < shape.Indices.Length; t += 3)
            {
                (int a, int b, int c) = (shape.Indices[t], shape.Indices[t + 1], shape.Indices[t + 2]);
                Vector3 face = Vector3.Cross(shape.Positions[b] - shape.Positions[a], shape.Positions[c] - shape.Positions[a]);
                Assert.True(Vector3.Dot(face, shape.Normals![a]) > 0);
                Assert.InRange(shape.Normals[a].Length(), 0.999f, 1.001f);
            }
        }
    }

    [Fact]
    public void A_mirrored_shape_still_faces_outwards()
    {
        SurfaceMesh mirrored = SurfaceEditing.Transformed(CellSolids.LShape(1), Affine3d.Scale(new(-1, 1, 1)));

        Assert.Equal(4, SurfaceFacts.Volume(mirrored), 1e-12);
    }
}
