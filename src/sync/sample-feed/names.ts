/** Words that the sample feed is made of. */

export const FIRST_NAMES =
  'Ada Adrian Aisha Alejandro Alice Amara Amir Ana Andrea Anika Anton Aria Arjun Astrid Ava Ayumi Beatriz Ben Bianca Bruno Camila Carlos Carmen Cecilia Chen Chidi Chloe Clara Connor Daniel Daria David Deepa Diego Dina Edward Elena Eli Elif Emma Eric Esther Eva Fatima Felix Fiona Freya Gabriel George Grace Hana Hannah Hassan Henrik Hugo Ian Imani Ines Ingrid Irina Isaac Isla Ivan Jack Jamal James Jana Jasmine Jin Joana Jonas Jorge Joseph Julia Kai Karim Katya Keiko Kofi Lars Laura Leila Leo Lin Liam Lucas Lucia Magnus Maja Malik Mara Marco Maria Marta Mateo Maya Mei Mia Milan Mina Mohamed Nadia Naomi Nathan Nia Nico Nina Noah Nora Olga Oliver Omar Oscar Paula Pedro Petra Priya Rafael Rania Ravi Rosa Ruth Sami Samuel Sara Sean Selma Sofia Sven Tara Tessa Thomas Tomas Uma Valeria Vera Victor Wei Yara Yusuf Zara Zoe'.split(
    ' '
  );

export const LAST_NAMES =
  'Abbott Ahmed Almeida Andersen Bailey Bakker Banerjee Barros Bauer Becker Berg Bergstrom Bianchi Blake Bose Brandt Brown Byrne Campbell Cardoso Carter Castillo Chan Chavez Chowdhury Clarke Cohen Cole Costa Cruz Dahl Das Davies Delgado Dias Diaz Dubois Eriksen Evans Farah Faria Fischer Fleming Flores Foster Fournier Fraser Garcia Gill Gomez Gonzalez Gray Green Gupta Haddad Hall Hansen Haruki Hayes Hernandez Hoffmann Holm Horvat Huang Hughes Ibrahim Iyer Jansen Jensen Johansson Jones Joshi Kaplan Kato Kaya Keller Khan Kim King Kovacs Kowalski Kruger Kumar Lang Larsen Laurent Lee Lehmann Lewis Li Lim Lindgren Lopez Lund Mahmoud Marin Martin Mehta Mendes Meyer Miller Mitchell Moreau Moreno Morgan Muller Murphy Nagy Nakamura Navarro Nguyen Nielsen Novak Okafor Oliveira Olsen Ortiz Osei Park Patel Pereira Petrov Phillips Popescu Price Quinn Ramos Rao Reyes Richter Rivera Roberts Romero Rossi Russo Sanchez Santos Sato Schmidt Schneider Shah Sharma Silva Singh Soto Stewart Suzuki Svensson Takahashi Tan Taylor Thompson Torres Tran Turner Varga Vargas Vega Wagner Walker Wang Watson Weber White Wilson Wong Wright Yamada Yang Yilmaz Young Zhang Zimmermann'.split(
    ' '
  );

export const COMPANIES =
  'Alder Freight|Amber Grid|Aster Health|Basalt Works|Bluebell Foods|Brightwater Utilities|Cedar & Finch|Cobalt Analytics|Copperline Rail|Coral Bay Hotels|Delta Orchard|Dunmore Textiles|Eastgate Logistics|Elm Street Clinics|Fairhaven Insurance|Falcon Machine Tools|Glasswing Media|Granite Mutual|Greenfield Seeds|Harbour Steel|Hawthorn Legal|Ironbridge Energy|Juniper Labs|Kestrel Aviation|Lakeview Dental|Lantern Software|Larkspur Books|Linden Pharma|Maple Leaf Motors|Meridian Bank|Mistral Wind|Northlight Optics|Oakwell Homes|Orchid Care|Osprey Security|Pine Ridge Outdoor|Quarry Stone|Redwood Capital|Riverbend Paper|Rowan Education|Saffron Kitchens|Silverfern Travel|Slate Roofing|Sparrow Telecom|Summit Cycles|Tamarind Spices|Thistle Breweries|Umber Ceramics|Verdant Farms|Willow Creek Dairy'.split(
    '|'
  );

export const TITLES =
  'Account Executive|Accountant|Architect|Buyer|Chief Operating Officer|Controller|Customer Success Manager|Data Analyst|Director of Sales|Engineer|Facilities Manager|Finance Director|Head of Marketing|HR Manager|IT Manager|Logistics Planner|Marketing Specialist|Operations Lead|Plant Manager|Procurement Manager|Product Manager|Project Lead|Quality Manager|Sales Manager|Service Technician|Solution Consultant|Store Manager|Supply Chain Analyst|Team Lead|VP of Engineering'.split(
    '|'
  );

export const MAIL_HOSTS = [
  'example.com',
  'example.org',
  'example.net',
  'mail.example.com',
  'gmail.com',
  'post.example.org'
];
